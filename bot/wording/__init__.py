"""Every sentence that the bot says, a module a speaker, Japanese and English side by side."""
