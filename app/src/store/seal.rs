//! Sealing: what lies on the device is AES-GCM ciphertext under a key that the server keeps for one person on one device.
//!
//! While somebody is signed in the browser holds that key without giving it out to anybody, scripts included
//! (`extractable: false`); signing out drops it, and what was sealed stays closed until the server gives the key to that
//! same person again. Each text is bound to its place: moved elsewhere it does not open.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use klisida_domain::ids::DeviceKeyId;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

/// How a sealed value begins; no JSON text and no file that is taken in does.
const MARK: &str = "~1.";
/// Mark, id of the key, a point.
const HEAD: usize = 3 + 36 + 1;
/// Bytes of the nonce, random for each value.
const NONCE: usize = 12;

/// One key, as the browser holds it.
#[derive(Clone)]
pub struct Seal {
    /// Its id.
    pub id: DeviceKeyId,
    /// The key; its bytes cannot be read.
    pub key: CryptoKey,
}

/// The keys of the person signed in.
#[derive(Clone)]
pub struct Vault {
    /// What is written lies under this one.
    pub current: Seal,
    /// What was written in earlier sessions.
    pub earlier: Vec<Seal>,
}

/// Which key a value lies under; none when it is not sealed (an earlier version of the app wrote it).
pub fn key_of(text: &str) -> Option<DeviceKeyId> {
    text.strip_prefix(MARK)?.get(..36)?.parse().ok()
}

/// The same for bytes.
pub fn key_of_bytes(bytes: &ArrayBuffer) -> Option<DeviceKeyId> {
    let all = Uint8Array::new(bytes);
    let head = all.subarray(0, u32::try_from(HEAD).ok()?).to_vec();
    key_of(core::str::from_utf8(&head).ok()?)
}

/// The browser's cryptography; none outside a secure context.
fn subtle() -> Option<SubtleCrypto> {
    let subtle = window().crypto().ok()?.subtle();
    (!subtle.is_undefined()).then_some(subtle)
}

/// A key from the server, 43 characters of base64url.
pub async fn import(key: &str) -> Option<CryptoKey> {
    let bytes = BASE64URL_NOPAD.decode(key.as_bytes()).ok()?;
    let uses = Array::of2(&"encrypt".into(), &"decrypt".into());
    let raw = Uint8Array::from(bytes.as_slice());
    let promise = subtle()?
        .import_key_with_str("raw", &raw, "AES-GCM", false, &uses)
        .ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

fn parameters(nonce: &[u8], place: &str) -> Option<Object> {
    let it = Object::new();
    let set = |name: &str, value: &JsValue| Reflect::set(&it, &name.into(), value).ok();
    set("name", &"AES-GCM".into())?;
    set("iv", &Uint8Array::from(nonce))?;
    set("additionalData", &Uint8Array::from(place.as_bytes()))?;
    Some(it)
}

impl Seal {
    fn head(&self) -> String {
        [MARK, &self.id.to_string(), "."].concat()
    }

    /// Nonce and ciphertext.
    async fn close(&self, place: &str, plain: &Uint8Array) -> Option<Vec<u8>> {
        let mut out = vec![0; NONCE];
        getrandom::fill(&mut out).ok()?;
        let promise = subtle()?
            .encrypt_with_object_and_buffer_source(&parameters(&out, place)?, &self.key, plain)
            .ok()?;
        let sealed = Uint8Array::new(&JsFuture::from(promise).await.ok()?);
        out.extend(sealed.to_vec());
        Some(out)
    }

    async fn open(&self, place: &str, sealed: &[u8]) -> Option<ArrayBuffer> {
        let (nonce, rest) = sealed.split_at_checked(NONCE)?;
        let rest = Uint8Array::from(rest);
        let promise = subtle()?
            .decrypt_with_object_and_buffer_source(&parameters(nonce, place)?, &self.key, &rest)
            .ok()?;
        JsFuture::from(promise).await.ok()?.dyn_into().ok()
    }
}

impl Vault {
    fn find(&self, id: DeviceKeyId) -> Option<&Seal> {
        core::iter::once(&self.current)
            .chain(&self.earlier)
            .find(|it| it.id == id)
    }

    /// A text, sealed for its place.
    pub async fn close(&self, place: &str, text: &str) -> Option<String> {
        let plain = Uint8Array::from(text.as_bytes());
        let sealed = self.current.close(place, &plain).await?;
        Some(self.current.head() + &BASE64.encode(&sealed))
    }

    /// The text that was sealed; one that was not is given as it is.
    pub async fn open(&self, place: &str, text: String) -> Option<String> {
        let Some(id) = key_of(&text) else {
            return Some(text);
        };
        let sealed = BASE64.decode(text.get(HEAD..)?.as_bytes()).ok()?;
        let plain = self.find(id)?.open(place, &sealed).await?;
        String::from_utf8(Uint8Array::new(&plain).to_vec()).ok()
    }

    /// Bytes, sealed for their place.
    pub async fn close_bytes(&self, place: &str, bytes: &ArrayBuffer) -> Option<ArrayBuffer> {
        let mut all = self.current.head().into_bytes();
        all.extend(self.current.close(place, &Uint8Array::new(bytes)).await?);
        Some(Uint8Array::from(all.as_slice()).buffer())
    }

    /// The bytes that were sealed; those that were not are given as they are.
    pub async fn open_bytes(&self, place: &str, bytes: ArrayBuffer) -> Option<ArrayBuffer> {
        let Some(id) = key_of_bytes(&bytes) else {
            return Some(bytes);
        };
        let all = Uint8Array::new(&bytes).to_vec();
        self.find(id)?.open(place, all.get(HEAD..)?).await
    }
}

#[cfg(test)]
mod tests {
    use super::key_of;

    #[test]
    fn a_sealed_value_names_its_key_and_json_of_an_earlier_version_none() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let sealed = ["~1.", id, ".AAAA"].concat();
        assert_eq!(
            key_of(&sealed).map(|it| it.to_string()).as_deref(),
            Some(id)
        );
        for plain in ["", "{\"title\":\"x\"}", "[1]", "~1.", "~1.no-id", "\"~1.\""] {
            assert_eq!(key_of(plain), None, "{plain}");
        }
    }
}
