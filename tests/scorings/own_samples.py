"""Made-up scorings in every text format, with the pitfalls of real ones.

All tell of the same ten minutes from 23:55 on the 30th of March 2024: two minutes awake, then N2
with two leg movements, an arousal, an apnea and lights.
"""

from __future__ import annotations

REMLOGIC = (
    "\ufeffRemLogic Event Export\r\n"
    "Patient:\tDoe, Jane\r\n"
    "Patient ID:\t4711\r\n"
    "Recording Date:\t3/30/2024\r\n"
    "\r\nEvents Included:\r\nPLM-LM\r\nSLEEP-S2\r\n\r\n"
    "Sleep Stage\tTime [hh:mm:ss.xxx]\tEvent\tDuration [s]\tLocation\r\n"
    "W\t2024-03-30T23:55:00.000000\tSLEEP-S0\t120.00\tEEG-C4  \r\n"
    "S2\t2024-03-30T23:57:00.000000\tSLEEP-S2\t480.00\tEEG-C4\r\n"
    "S2\t2024-03-30T23:57:30.123456789\tPLM-LM\t1,50\tEMG.Tibialis-Leg.Left\r\n"
    "S2\t2024-03-30T23:58:00.000000\tPLM-LM\t2.00\tRAntib1-RAntib2  \r\n"
    "S2\t2024-03-30T23:58:02.000000\tAROUSAL-LM\t5.00\tEEG-C4\r\n"
    "S2\t2024-03-31T00:01:00.000000\tAPNEA-OBSTRUCTIVE\t12.00\tFlow\r\n"
    "S2\t2024-03-31T00:04:30.000000\tLIGHTS-ON\t0.00\t\r\n"
)
REMLOGIC_CLOCK = (
    "RemLogic Event Export\n\n"
    "Heure [hh:mm:ss]\t\u00c9v\u00e9nement\tDur\u00e9e[s]\tLocation\n"
    "23:55:00\tSLEEP-S0\t120\tC4\n"
    "23:57:00\tSLEEP-S2\t480\tC4\n"
    "23.57.30\tPLM-LM\t1.5\tLAT\n"
    "11:58:00 PM\tPLM-LM\t2\tRAT\n"
    "U 23:58:02\tAROUSAL-LM\t5\tC4\n"
    "00:01:00\tAPNEA-OBSTRUCTIVE\t12\tFlow\n"
    "00:04:30\tLIGHTS-ON\t0\t\n"
)
NSRR = """<?xml version="1.0" encoding="UTF-8"?>
<PSGAnnotation><SoftwareVersion>x</SoftwareVersion><EpochLength>30</EpochLength><ScoredEvents>
<ScoredEvent><EventType/><EventConcept>Recording Start Time</EventConcept><Start>0</Start>
<Duration>600.0</Duration><ClockTime>00.00.00 23.55.00</ClockTime></ScoredEvent>
<ScoredEvent><EventType>Limb Movement|Limb Movement</EventType>
<EventConcept>Periodic leg movement - left|PLM (Left)</EventConcept>
<Start>150</Start><Duration>1.5</Duration><SignalLocation>Leg L</SignalLocation></ScoredEvent>
<ScoredEvent><EventType>Limb Movement|Limb Movement</EventType>
<EventConcept>Limb movement - right</EventConcept><Start>180</Start><Duration>2</Duration>
</ScoredEvent>
<ScoredEvent><EventType>Arousals|Arousals</EventType><EventConcept>Arousal|Arousal (Asda)
</EventConcept><Start>182</Start><Duration>5</Duration></ScoredEvent>
<ScoredEvent><EventType>Respiratory|Respiratory</EventType><EventConcept>Unsure|Unsure
</EventConcept><Start>360</Start><Duration>12</Duration></ScoredEvent>
<ScoredEvent><EventType>Stages|Stages</EventType><EventConcept>Wake|0</EventConcept>
<Start>0</Start><Duration>120</Duration></ScoredEvent>
<ScoredEvent><EventType>Stages|Stages</EventType><EventConcept>SDO:NonRapidEyeMovementSleep-N2
</EventConcept><Start>120</Start><Duration>480</Duration></ScoredEvent>
</ScoredEvents></PSGAnnotation>
"""
PROFUSION = (
    "\ufeff<?xml version='1.0'?>\n<CMPStudyConfig><EpochLength>30</EpochLength><ScoredEvents>"
    "<ScoredEvent><Other>1</Other></ScoredEvent>"
    "<ScoredEvent><Name>PLM (Left)</Name><Start>150</Start><Duration>1.5</Duration>"
    "<Input>Leg L</Input></ScoredEvent>"
    "<ScoredEvent><Name>Limb Movement (Right)</Name><Start>180</Start><Duration>2</Duration>"
    "<Input>Leg R</Input></ScoredEvent>"
    "<ScoredEvent><Name>Arousal (ARO SPONT)</Name><Start>182</Start><Duration>5</Duration>"
    "</ScoredEvent>"
    "<ScoredEvent><Name>Unsure</Name><Start>360</Start><Duration>12</Duration></ScoredEvent>"
    "</ScoredEvents><SleepStages>"
    + "<SleepStage>0</SleepStage>" * 4
    + "<SleepStage>2</SleepStage>" * 14
    + "<SleepStage>9</SleepStage><SleepStage>77</SleepStage>"
    + "</SleepStages></CMPStudyConfig>"
)
RML = """<PatientStudy xmlns="http://www.respironics.com/PatientStudy.xsd"><Acquisition><Sessions>
<Session><RecordingStart>2024-03-30T23:55:00</RecordingStart><Duration>600</Duration>
<LightsOn>570</LightsOn></Session></Sessions></Acquisition>
<ChannelConfig><Channels><Channel EdfSignal="3"><Label>Bein li</Label></Channel>
<Channel EdfSignal="4"><Label>Bein re</Label></Channel></Channels></ChannelConfig><ScoringData>
<Events><Event Family="Limb" Type="LegMovement" Start="150" Duration="1.5">
<LegMovement EdfSignal="3"/></Event>
<Event Family="Limb" Type="LegMovement" Start="180" Duration="2" Machine="true">
<LegMovement EdfSignal="4"/></Event>
<Event Family="Limb" Type="LegMovement" Start="200" Duration="2"><LegMovement EdfSignal="-1"/>
</Event>
<Event Family="Neuro" Type="Arousal" Start="182" Duration="5"/>
<Event Family="Respiratory" Type="MixedApnea" Start="360" Duration="12"/></Events>
<StagingData><MachineStaging><NeuroAdultAASMStaging><Stage Type="NonREM2" Start="120"/>
<Stage Type="Wake" Start="0"/></NeuroAdultAASMStaging></MachineStaging></StagingData>
</ScoringData></PatientStudy>
"""
DOMINO_STAGES = (
    "Signal ID: SchlafProfil\\profil\r\nStart Time: 30.03.2024 23:54:46\r\nUnit: \r\n"
    "Signal Type: Discret\r\nEvents list: N3,N2,N1,Rem,Wach,Artefakt\r\nRate: 30 s\r\n\r\n"
    + "".join(f"23:{55 + i // 2}:{30 * (i % 2):02d},000; Wach\r\n" for i in range(4))
    + "".join(f"23:{57 + i // 2}:{30 * (i % 2):02d},000; N2\r\n" for i in range(6))
    + "".join(f"00:{i // 2:02d}:{30 * (i % 2):02d},000; N2\r\n" for i in range(9))
    + "00:04:30,000; A\r\n"
)
DOMINO_FLOW = (
    "Signal ID: FlowD\\flow\r\nStart Time: 30.03.2024 23:54:30\r\nUnit: s\r\n"
    "Signal Type: Impuls\r\n\r\n23:59:55,500-00:00:07,500; 12;Obstruktive Apnoe\r\n"
    "00:01:00,000-00:01:12,000; 12;K\u00f6rperlage\r\n"
)
LUNA = (
    "# PLM | periodic leg movement\n# note without anything\n"
    "class\tinstance\tchannel\tstart\tstop\tmeta\n"
    "W\t.\t.\te:1\te:4\t.\n"
    "N2\t.\t.\t0+00:02:00\t+480\t.\n"
    "PLM\tleft\tEMG LAT\t23:57:30\t23:57:31.5\t.\n"
    "LM:right\t.\tEMG RAT\t30-03-24-23:58:00\t+2\t.\n"
    "arousal\tspontaneous\t.\t182\t187\t.\n"
    "apnea\tobstructive\t.\td2-00:01:00\t+12\tnadir=88;a=b\n"
    "lights_on\t.\t.\t570\t570\t.\n"
)
EANNOT = "wake\n" * 4 + "N2\n" * 15 + "?\n\n"
HYPNOGRAM = "epoch,Stage\n" + "".join(f"{i},{'W' if i < 4 else 'N2'}\n" for i in range(20))
INTEGERS = "0\n" * 4 + "2.0\n" * 14 + "-1\n" + "4\n"
BIDS = (
    "onset\tduration\ttrial_type\tchannel\n"
    "0\t120\tsleep_wake\tn/a\n180\t2\tLM\tEMG RAT\n120\t480\tsleep_N2\tn/a\n"
    "150\t1.5\tPLM\tEMG LAT\n182\t5\tarousal_plm\tn/a\n360\tn/a\thypopnea\tn/a\n"
)
NOXTURNAL = (
    "Anfangszeit,Endzeit,Ereignis,Dauer,\r\n[],[],[],[s],\r\n"
    "30/03/2024 23:55:00,30/03/2024 23:57:00,wach,120,\r\n"
    "30/03/2024 23:57:00,31/03/2024 00:05:00,n2,480,\r\n"
    "30/03/2024 23:57:30,30/03/2024 23:57:31,lm,1.5,\r\n"
    "30/03/2024 23:58:00,30/03/2024 23:58:02,lm,2,\r\n"
    "30/03/2024 23:57:30,30/03/2024 23:58:02,PLM,32,\r\n"
    "30/03/2024 23:58:02,30/03/2024 23:58:07,arousal,5,\r\n"
    "31/03/2024 00:01:00,31/03/2024 00:01:12,a. obstruktiv,12,\r\n"
)
CSV = (
    "onset_s,duration_s,event,side\n0,120,stage_W,\n120,480,stage_N2,\n150,1.5,plm,left\n"
    "180,2,lm,right\n182,5,arousal_plm,\n360,,hypopnea,\n570,0,lights_on,\n"
)

TWIN = (
    "23:55:00.00\tSTART RECORDING\r\n"
    "23:55:00.00\tSTAGE - W\r\n"
    "23:56:10.00\tPOSITION - SUPINE\r\n"
    "23:57:00.00\tSTAGE - N2\r\n"
    "23:57:30.25\tLM - DUR: 1.5 SEC. - ISOLATED\r\n"
    "23:58:00.00\tLM - DUR: 2.0 SEC. - RESPIRATORY EVENT\r\n"
    "23:58:02.00\tAROUSAL - DUR: 5.0 SEC. - LM\r\n"
    "00:01:00.00\tRESPIRATORY EVENT - DUR: 12.0 SEC. - HYPOPNEA - DESAT 90.6 %\r\n"
    "00:05:00.00\tSTAGE - NO STAGE\r\n"
)
SCO = (
    "Epoch #\tStart\tLength\tCode\tMarker Text\tX\tClock\tMin\tDrop\tSec\r\n\t\t\t\t\t\t\t\t\t\r\n"
    "6\t30000\t\t406\tLM \t5\t23:57:30\t\t\t1.5\r\n"
    "6\t35990\t\t405\tLMA \t4\t23:57:59\t\t\t\r\n"
    "13\t72000\t2400\t202\tHypopnea \t15\t0:01:00\t94.5\t\t12.0\r\n"
    "13\t72400\t\t301\tSaO2\t33\t0:01:02\t93.3\t3.4\t27.0\r\n"
)
STG = "Epoch\tUser-Defined Stage\tCAST-Defined Stage\r\n" + "".join(
    f"{i}\t{0 if i <= 4 else 2}\t7\r\n" for i in range(1, 21)
)
DREAMS = "[vis1_PLMs/EMG LAT]\r\n  150.0000    1.5000\r\n  180.2500    2.2500\r\n"

TEXTS: dict[str, tuple[str, bytes]] = {
    "remlogic": ("a.txt", REMLOGIC.encode()),
    "remlogic_clock": ("b.txt", REMLOGIC_CLOCK.encode("latin-1")),
    "nsrr": ("a.xml", NSRR.encode()),
    "profusion": ("b.xml", PROFUSION.encode()),
    "rml": ("a.rml", RML.encode()),
    "domino_stages": ("Schlafprofil.txt", DOMINO_STAGES.encode()),
    "domino_flow": ("Flow Events.txt", DOMINO_FLOW.encode("latin-1")),
    "luna": ("a.annot", LUNA.encode()),
    "eannot": ("a.eannot", EANNOT.encode()),
    "hypnogram": ("h.csv", HYPNOGRAM.encode()),
    "integers": ("i.txt", INTEGERS.encode()),
    "bids": ("a_events.tsv", BIDS.encode()),
    "noxturnal": ("n.csv", NOXTURNAL.encode("utf-16")),
    "twin": ("t.allscore.txt", TWIN.encode("latin-1")),
    "sco": ("w.sco.txt", SCO.encode()),
    "stg": ("w.stg.txt", STG.encode()),
    "dreams": ("Visual_scoring1_x1.txt", DREAMS.encode()),
    "csv": ("c.csv", CSV.encode("utf-8-sig")),
}
