"""The gateway: WebSocket sessions, HTTP routes, authentication, health and metrics."""
