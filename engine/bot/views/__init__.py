"""What people see on Discord. Views take plain values and make cards; they look nothing up."""
