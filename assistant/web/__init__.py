"""The pages that the server makes: reading a document, and which measures fit a firm. They need no script to work."""
