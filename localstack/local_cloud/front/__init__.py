"""The one origin that people open: the web app, the API as CloudFront passes it on, and the outbox."""
