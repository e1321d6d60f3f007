"""The devices in the chamber: pages for seats and hall, and headless terminals and consoles in Python."""
