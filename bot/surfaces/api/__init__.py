"""The JSON interface of `katou serve` for other programs: a question in, the answer of docs/json.md out."""
