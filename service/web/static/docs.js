// Starts the bundled Swagger UI on our own description; nothing is asked of any other origin.
const viewer = document.getElementById("viewer");
SwaggerUIBundle({ url: viewer.dataset.description, domNode: viewer, validatorUrl: null, deepLinking: true });
