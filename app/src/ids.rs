//! Identifiers made on this device.

use klisida_domain::ids::{IdempotencyKey, uuid_v7};
use uuid::Uuid;

/// A fresh `UUIDv7`: `EntryId(ids::new())`.
pub fn new() -> Uuid {
    let mut random = [0; 10];
    if getrandom::fill(&mut random).is_err() {
        // Every browser that runs WebAssembly has crypto; should it fail, a unique id still beats none.
        for byte in &mut random {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a number from 0 to 255 by construction"
            )]
            let value = (js_sys::Math::random() * 256.0) as u8;
            *byte = value;
        }
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "milliseconds since 1970 fit for 200,000 years"
    )]
    let ms = js_sys::Date::now() as u64;
    uuid_v7(ms, random)
}

/// A fresh idempotency key.
pub fn key() -> IdempotencyKey {
    IdempotencyKey(new())
}
