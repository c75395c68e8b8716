//! docs/api.md and docs/openapi.json are made from the contract table; this test fails when they
//! drift. To write them anew: `UPDATE_CONTRACT=1 cargo test -p klisida-domain --features schema`.

use std::{fmt::Write as _, fs, path::PathBuf};

use klisida_domain::{
    access::Access,
    api::{self, CONTRACT_VERSION, Effect, Endpoint, Method, Rate, Route, Spec},
    endpoints,
    problem::{Code, Problem},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

fn access(access: Access) -> String {
    match access {
        Access::Public => "public".to_owned(),
        Access::SignedIn => "signed in".to_owned(),
        Access::Roles(roles) => roles
            .iter()
            .map(|role| role.code())
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Reads => "reads",
        Effect::Keyed => "writes once per key",
        Effect::Session => "no key",
        Effect::Upload => "bytes of a file, once",
    }
}

fn rate(rate: Rate) -> &'static str {
    match rate {
        Rate::Free => "",
        Rate::Password => "wrong passwords",
        Rate::Link => "wrong links",
    }
}

/// A type as it is called, without the modules that it stands in.
fn plain(name: &str) -> String {
    let mut text = name.replace(' ', "");
    while let Some(end) = text.find("::") {
        let start = text[..end]
            .rfind(|it: char| !it.is_alphanumeric() && it != '_')
            .map_or(0, |at| at + 1);
        text.replace_range(start..end + 2, "");
    }
    text
}

fn markdown() -> String {
    let mut out = String::from(
        "# API\n\nGenerated from the contract table in `domain/src/api.rs` \
         (`UPDATE_CONTRACT=1 cargo test -p klisida-domain --features schema`); do not edit.\n\n\
         JSON only. Instants are milliseconds UTC. Every request that changes something comes from the own \
         origin, is `application/json` (the bytes of a file: `application/octet-stream`) and carries \
         `x-klisida: 1`; \"writes once per key\" also needs an \
         `idempotency-key` (a UUID): the same key with the same body gives the same answer, with another body \
         `key_reused`. Answers that are no success are a `Problem`.\n\n\
         | endpoint | method and path | who | effect | counted | body limit | body | reply |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for spec in Route::ALL {
        let _ = writeln!(
            out,
            "| {}: {} | `{} {}` | {} | {} | {} | {} kB | `{}` | `{}` |",
            spec.name,
            spec.about.summary.trim(),
            spec.method.name(),
            spec.pattern,
            access(spec.access),
            effect(spec.effect),
            rate(spec.rate),
            spec.limit.bytes() / 1000,
            plain(spec.about.body),
            plain(spec.about.reply),
        );
    }
    out.push_str("\n## Problem codes\n\n| code | status | words on screen |\n|---|---|---|\n");
    for code in Code::ALL {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} |",
            code.code(),
            code.status(),
            code.words()
        );
    }
    out
}

fn parameters(spec: &Spec, path: &[(&str, Schema)]) -> Vec<Value> {
    let mut all: Vec<Value> = path
        .iter()
        .map(
            |(name, schema)| json!({"name": name, "in": "path", "required": true, "schema": schema}),
        )
        .collect();
    if spec.effect == Effect::Keyed {
        all.push(json!({"name": "idempotency-key", "in": "header", "required": true, "schema": {"type": "string", "format": "uuid"}}));
    }
    if spec.effect != Effect::Reads {
        all.push(json!({"name": "x-klisida", "in": "header", "required": true, "schema": {"const": "1"}}));
    }
    all
}

fn operation(spec: &Spec, path: &[(&str, Schema)], body: Value, reply: Value) -> Value {
    let mut operation = json!({
        "operationId": spec.name,
        "summary": spec.about.summary.trim(),
        "parameters": parameters(spec, path),
        "x-access": access(spec.access),
        "responses": {
            "200": {"description": "Success", "content": {"application/json": {"schema": reply}}},
            "default": {"description": "Refused", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
        },
    });
    if spec.access != Access::Public {
        operation["security"] = json!([{"session": []}]);
    }
    let bytes =
        json!({"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}});
    if spec.name == "EvidenceFile" {
        // The media type is that of the file.
        operation["responses"]["200"]["content"] = bytes.clone();
    }
    if spec.effect == Effect::Upload {
        operation["requestBody"] = json!({"required": true, "content": bytes});
    } else if spec.effect != Effect::Reads && spec.method != Method::Delete {
        operation["requestBody"] =
            json!({"required": true, "content": {"application/json": {"schema": body}}});
    }
    operation
}

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    generator.subschema_for::<T>().to_value()
}

fn openapi() -> String {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|it| it.definitions_path = "/components/schemas".into())
        .into_generator();
    schema::<Problem>(&mut generator);
    let mut paths: Map<String, Value> = Map::new();
    macro_rules! all {
        ($($name:ident)+) => {$(
            let spec = api::$name::SPEC;
            let fields = api::$name::parameters(&mut generator);
            let (body, reply) = (
                schema::<<api::$name as Endpoint>::Body>(&mut generator),
                schema::<<api::$name as Endpoint>::Reply>(&mut generator),
            );
            let path = paths.entry(spec.pattern).or_insert_with(|| json!({}));
            path[spec.method.name().to_lowercase()] = operation(spec, &fields, body, reply);
        )+};
    }
    endpoints!(all);
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "KLISIDA", "version": CONTRACT_VERSION.to_string(), "license": {"name": "MIT OR Apache-2.0"}},
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "__Host-klisida"}},
        },
    });
    let mut text = serde_json::to_string_pretty(&document).expect("JSON");
    text.push('\n');
    text
}

fn same(file: &str, wanted: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../docs")
        .join(file);
    if std::env::var_os("UPDATE_CONTRACT").is_some() {
        fs::write(&path, wanted).expect("docs are writable");
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == wanted,
        "docs/{file} is older than the contract; see the head of this test"
    );
}

#[test]
fn api_md_is_the_contract() {
    same("api.md", &markdown());
}

#[test]
fn openapi_json_is_the_contract() {
    same("openapi.json", &openapi());
}
