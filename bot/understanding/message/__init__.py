"""The form of a message, apart from what it asks: greetings, reasons, quotations, several questions."""
