"""Mail is a row first: letters compose, the outbox keeps, the postman sends."""
