"""A run over many documents: what goes in, who works, what is kept, what is written and what is told of it."""
