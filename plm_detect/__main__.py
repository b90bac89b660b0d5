"""Run the program as ``python -m plm_detect``."""

from plm_detect.cli.app import main

if __name__ == "__main__":
    main()
