"""How suspicious a text looks, and why. Knows no request and no table."""
