"""Cases: alerts with one cause join in one message, which is posted once and then edited."""
