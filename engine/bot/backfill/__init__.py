"""Back-fill: what happened while Discord told the bot nothing comes in through the door of live events."""
