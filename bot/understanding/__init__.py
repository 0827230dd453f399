"""Text → question: what stands in it, what it asks, how it hangs on the conversation."""
