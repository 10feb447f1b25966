"""How suspicious a text looks, and why; learns from decisions. Knows no request and no table."""
