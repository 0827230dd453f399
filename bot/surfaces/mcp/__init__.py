"""`katou mcp`: the plan as tools of the Model Context Protocol, over standard input or HTTP. Read only."""
