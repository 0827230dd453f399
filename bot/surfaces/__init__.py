"""Where people meet the bot: each module shapes a card for one place. No wording, no facts."""
