//! CONTRIBUTING, run: a distributor, a tier, a competency, a layout by rows alone.
