"""Leg movements and scored events become movements of both legs and periodic series."""
