/// A description of a pet store, in YAML and as the JSON of the same.
enum OpenAPIFixture {
    static let yaml = #"""
        openapi: 3.1.0
        info: { title: Pets, version: "1.0" }
        servers:
          - url: "http://127.0.0.1:{port}/api/v3"
            variables: { port: { default: "8000" } }
        security:
          - bearer: []
        paths:
          /pets:
            parameters:
              - { name: limit, in: query, schema: { type: integer, minimum: 5 } }
            get:
              parameters:
                - { name: limit, in: query, required: true, schema: { type: integer, minimum: 5 } }
                - { name: tags, in: query, example: [small, very loud], schema: { type: array } }
                - { name: X-Trace, in: header, example: abc }
              responses: { "200": { description: ok }, "404": { description: none } }
            post:
              requestBody: { $ref: "#/components/requestBodies/Pet" }
              responses: { "201": { description: made } }
          /pets/{petId}:
            parameters:
              - name: petId
                in: path
                required: true
                examples: { first: { value: 1 }, second: { value: "a/b" } }
            get:
              security: []
              responses: { 2XX: { description: ok } }
            delete:
              security: [{ basic: [] }, { digest: [] }]
              responses: { "204": { description: gone } }
          /pets/by-status:
            get:
              security: [{ key: [] }]
              parameters:
                - { $ref: "#/components/parameters/Status" }
              responses: { default: { description: any } }
          /owners/{id}:
            get:
              parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
              responses: { "200": { description: ok } }
          /secret:
            get:
              security: [{ digest: [] }]
              responses: { "200": { description: ok } }
          /login:
            post:
              security: []
              requestBody:
                required: true
                content:
                  application/json:
                    schema:
                      type: object
                      required: [user, password]
                      properties:
                        user: { type: string, default: alice }
                        password: { type: string, example: hunter2-secret }
              responses: { "200": { description: ok } }
        components:
          parameters:
            Status: { name: status, in: query, required: true, schema: { $ref: "#/components/schemas/Status" } }
          requestBodies:
            Pet:
              content:
                application/json:
                  schema: { allOf: [{ $ref: "#/components/schemas/Named" }, { properties: { age: { type: integer, minimum: 1 } } }] }
          schemas:
            Status: { type: string, enum: [available, sold] }
            Named:
              type: object
              required: [name]
              properties:
                id: { type: integer, readOnly: true, example: 9 }
                name: { type: string, example: "Rex {{1}}" }
                parent: { $ref: "#/components/schemas/Named" }
          securitySchemes:
            bearer: { type: http, scheme: bearer }
            basic: { type: http, scheme: basic }
            digest: { type: http, scheme: digest }
            key: { type: apiKey, in: query, name: api_key }
        """#

    static let json = #"""
        {
         "openapi": "3.1.0",
         "info": {"title": "Pets", "version": "1.0"},
         "servers": [{"url": "http://127.0.0.1:{port}/api/v3", "variables": {"port": {"default": "8000"}}}],
         "security": [{"bearer": []}],
         "paths": {
          "/pets": {"parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 5}}], "get": {"parameters": [{"name": "limit", "in": "query", "required": true, "schema": {"type": "integer", "minimum": 5}}, {"name": "tags", "in": "query", "example": ["small", "very loud"], "schema": {"type": "array"}}, {"name": "X-Trace", "in": "header", "example": "abc"}], "responses": {"200": {"description": "ok"}, "404": {"description": "none"}}}, "post": {"requestBody": {"$ref": "#/components/requestBodies/Pet"}, "responses": {"201": {"description": "made"}}}},
          "/pets/{petId}": {"parameters": [{"name": "petId", "in": "path", "required": true, "examples": {"first": {"value": 1}, "second": {"value": "a/b"}}}], "get": {"security": [], "responses": {"2XX": {"description": "ok"}}}, "delete": {"security": [{"basic": []}, {"digest": []}], "responses": {"204": {"description": "gone"}}}},
          "/pets/by-status": {"get": {"security": [{"key": []}], "parameters": [{"$ref": "#/components/parameters/Status"}], "responses": {"default": {"description": "any"}}}},
          "/owners/{id}": {"get": {"parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}], "responses": {"200": {"description": "ok"}}}},
          "/secret": {"get": {"security": [{"digest": []}], "responses": {"200": {"description": "ok"}}}},
          "/login": {"post": {"security": [], "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object", "required": ["user", "password"], "properties": {"user": {"type": "string", "default": "alice"}, "password": {"type": "string", "example": "hunter2-secret"}}}}}}, "responses": {"200": {"description": "ok"}}}}
         },
         "components": {
          "parameters": {"Status": {"name": "status", "in": "query", "required": true, "schema": {"$ref": "#/components/schemas/Status"}}},
          "requestBodies": {"Pet": {"content": {"application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/Named"}, {"properties": {"age": {"type": "integer", "minimum": 1}}}]}}}}},
          "schemas": {"Status": {"type": "string", "enum": ["available", "sold"]}, "Named": {"type": "object", "required": ["name"], "properties": {"id": {"type": "integer", "readOnly": true, "example": 9}, "name": {"type": "string", "example": "Rex {{1}}"}, "parent": {"$ref": "#/components/schemas/Named"}}}},
          "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}, "basic": {"type": "http", "scheme": "basic"}, "digest": {"type": "http", "scheme": "digest"}, "key": {"type": "apiKey", "in": "query", "name": "api_key"}}
         }
        }
        """#
}
