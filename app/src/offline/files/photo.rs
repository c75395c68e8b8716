//! Makes a picked file ready: photos smaller and without what the camera wrote into them (place, device), everything
//! with its digest. One at a time, so that a small phone holds one picture in memory and not twenty.

use js_sys::{ArrayBuffer, Function, Object, Promise, Reflect, Uint8Array};
use klisida_domain::{
    evidence::{
        DateFrom, FileKind, LONG_SIDE, MAX_FILE, MAX_NAME, SMALL_BYTES, SMALL_SIDE, file_name,
    },
    photo::{Ending, HEAD, taken_at},
    problem::Code,
    time::Instant,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, HtmlImageElement, ImageBitmap, Url,
};

use crate::{browser, clock};

/// Quality of the JPEG, 0 to 1.
const QUALITY: f64 = 0.8;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = createImageBitmap, catch)]
    fn create_image_bitmap(blob: &Blob, options: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = digest, catch)]
    fn digest(algorithm: &str, bytes: &ArrayBuffer) -> Result<Promise, JsValue>;
}

/// A file that can be handed over.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Its name; a photo that was encoded anew ends with `.jpg`.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// What is sent.
    pub bytes: ArrayBuffer,
    /// SHA-256 of it, hexadecimal.
    pub sha256: String,
    /// Bytes of the file as it was picked.
    pub original: u64,
    /// When it was captured: as the camera wrote it into a photo, else the date of the file.
    pub captured_at: Instant,
    /// Where that date comes from.
    pub date_from: DateFrom,
}

/// Why a file cannot be handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unready {
    /// It breaks a rule that the server would name, too.
    Refused(Code),
    /// The browser could not read it.
    Unreadable,
}

impl Unready {
    /// What to say to a person.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Refused(code) => code.words(),
            Self::Unreadable => {
                "Berkas ini tidak terbaca di perangkat ini. Buka dulu untuk memeriksa, lalu pilih lagi."
            }
        }
    }
}

/// Makes a picked file ready.
pub async fn prepare(file: File) -> Result<Ready, Unready> {
    let name = file_name(&file.name());
    let promised = FileKind::of_name(&name);
    let image = promised.map_or_else(|| is_photo(&file.type_()), FileKind::is_image);
    let original = whole(file.size());
    let modified = Instant(i64::try_from(whole(file.last_modified())).unwrap_or_default());
    // Read before the photo is drawn anew, which drops it; a copy or a message gives the file a date of its own.
    let taken = if image { taken(&file).await } else { None };
    let date_from = if taken.is_some() {
        DateFrom::Photo
    } else {
        DateFrom::File
    };
    let captured_at = taken.unwrap_or(modified);
    // A wrong clock of the phone is no reason to lose a photo.
    let captured_at = captured_at.min(clock::now());
    if image && is_cut(&file).await == Some(true) {
        return Err(Unready::Refused(Code::FileBroken));
    }
    let (name, kind, blob) = if image {
        let blob = shrink(&file).await.map_err(|_| Unready::Unreadable)?;
        (jpeg_name(&name), FileKind::Jpeg, blob)
    } else {
        let kind = promised.ok_or(Unready::Refused(Code::FileKind))?;
        (name, kind, file.into())
    };
    let size = whole(blob.size());
    if size == 0 {
        return Err(Unready::Refused(Code::FileBroken));
    }
    if size > MAX_FILE {
        return Err(Unready::Refused(Code::FileTooLarge));
    }
    let bytes = JsFuture::from(blob.array_buffer())
        .await
        .ok()
        .and_then(|it| it.dyn_into::<ArrayBuffer>().ok())
        .ok_or(Unready::Unreadable)?;
    let sha256 = hashed(&bytes).await.map_err(|_| Unready::Unreadable)?;
    Ok(Ready {
        name,
        kind,
        bytes,
        sha256,
        original,
        captured_at,
        date_from,
    })
}

/// A kind of picture that a camera makes and this browser may know, as HEIC; a drawing is none.
fn is_photo(mime: &str) -> bool {
    mime.starts_with("image/") && !mime.starts_with("image/svg")
}

/// When a photo was taken, by its own word. Only its beginning is read.
async fn taken(file: &File) -> Option<Instant> {
    let head = file.slice_with_f64_and_f64(0.0, f64::from(HEAD)).ok()?;
    let bytes = JsFuture::from(head.array_buffer()).await.ok()?;
    taken_at(&Uint8Array::new(&bytes).to_vec())
}

/// Whether the file ends in the middle of its picture; none when it could not be read. Never whole in memory.
async fn is_cut(file: &File) -> Option<bool> {
    const PIECE: f64 = 1_048_576.0;
    let (mut ending, mut from, size) = (Ending::default(), 0.0, file.size());
    while from < size {
        let piece = file.slice_with_f64_and_f64(from, from + PIECE).ok()?;
        let bytes = JsFuture::from(piece.array_buffer()).await.ok()?;
        ending.read(&Uint8Array::new(&bytes).to_vec());
        from += PIECE;
    }
    Some(ending.is_cut())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes and instants are whole numbers far below 2^53"
)]
fn whole(number: f64) -> u64 {
    number.max(0.0) as u64
}

/// `IMG_1.png` becomes `IMG_1.jpg`, as long as a name may be.
fn jpeg_name(name: &str) -> String {
    const ENDING: &str = ".jpg";
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut short: String = stem.chars().take(MAX_NAME - ENDING.len()).collect();
    if short.is_empty() {
        short.push_str("foto");
    }
    short.push_str(ENDING);
    short
}

async fn hashed(bytes: &ArrayBuffer) -> Result<String, JsValue> {
    let digest = JsFuture::from(digest("SHA-256", bytes)?).await?;
    let digits = Uint8Array::new(&digest).to_vec();
    Ok(digits
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect())
}

/// A photo drawn anew: at most [`LONG_SIDE`] long, upright, without any data that the camera added.
async fn shrink(file: &File) -> Result<Blob, JsValue> {
    let url = Url::create_object_url_with_blob(file)?;
    let drawn = draw(Some(file), &url, LONG_SIDE, QUALITY).await;
    let _ = Url::revoke_object_url(&url);
    drawn
}

/// The small picture of a photo, by the address under which this page may read it; none when it comes out too large.
pub async fn small(url: &str) -> Option<ArrayBuffer> {
    for (side, quality) in [
        (SMALL_SIDE, 0.7),
        (SMALL_SIDE, 0.45),
        (SMALL_SIDE / 4 * 3, 0.4),
        (SMALL_SIDE / 2, 0.4),
    ] {
        let blob = draw(None, url, side, quality).await.ok()?;
        if whole(blob.size()) <= SMALL_BYTES as u64 {
            return JsFuture::from(blob.array_buffer())
                .await
                .ok()?
                .dyn_into()
                .ok();
        }
    }
    None
}

async fn draw(file: Option<&File>, url: &str, side: u32, quality: f64) -> Result<Blob, JsValue> {
    // The measures first: they cost no memory, and the browser turns them upright.
    let image = HtmlImageElement::new()?;
    let loaded = Promise::new(&mut |resolve, reject| {
        image.set_onload(Some(&resolve));
        image.set_onerror(Some(&reject));
    });
    image.set_src(url);
    JsFuture::from(loaded).await?;
    let (width, height) = fitted(image.natural_width(), image.natural_height(), side);

    let canvas: HtmlCanvasElement = browser::document().create_element("canvas")?.dyn_into()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d =
        canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into()?;
    let (across, down) = (f64::from(width), f64::from(height));
    // What is clear in a PNG would become black.
    context.set_fill_style_str("white");
    context.fill_rect(0.0, 0.0, across, down);
    let small = match file {
        Some(file) => bitmap(file, width, height).await,
        None => None,
    };
    match small {
        Some(small) => {
            context.draw_image_with_image_bitmap_and_dw_and_dh(&small, 0.0, 0.0, across, down)?;
            small.close();
        }
        None => context
            .draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, across, down)?,
    }
    let blob = encoded(&canvas, quality).await?;
    // Gives the memory back at once, not when somebody collects it.
    canvas.set_width(0);
    image.set_src("");
    Ok(blob)
}

/// The picture decoded at its new size, where the browser can and turns it upright; a large one never lies in memory.
async fn bitmap(file: &File, width: u32, height: u32) -> Option<ImageBitmap> {
    let options = Object::new();
    for (name, value) in [
        ("resizeWidth", JsValue::from(width)),
        ("resizeHeight", JsValue::from(height)),
        ("resizeQuality", JsValue::from("high")),
        ("imageOrientation", JsValue::from("from-image")),
    ] {
        Reflect::set(&options, &name.into(), &value).ok()?;
    }
    let promise = create_image_bitmap(file, &options).ok()?;
    let small: ImageBitmap = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    (small.width() == width && small.height() == height).then_some(small)
}

async fn encoded(canvas: &HtmlCanvasElement, quality: f64) -> Result<Blob, JsValue> {
    let mut failed = None;
    let made = Promise::new(&mut |resolve: Function, _| {
        let done = Closure::once_into_js(move |blob: JsValue| {
            let _ = resolve.call1(&JsValue::NULL, &blob);
        });
        failed = canvas
            .to_blob_with_type_and_encoder_options(
                done.unchecked_ref(),
                "image/jpeg",
                &JsValue::from_f64(quality),
            )
            .err();
    });
    if let Some(fault) = failed {
        return Err(fault);
    }
    JsFuture::from(made).await?.dyn_into()
}

/// The measures that fit a long side, never larger than they were.
fn fitted(width: u32, height: u32, most: u32) -> (u32, u32) {
    let long = width.max(height).max(1);
    if long <= most {
        return (width.max(1), height.max(1));
    }
    let fit = |side: u32| {
        let scaled = u64::from(side) * u64::from(most) / u64::from(long);
        u32::try_from(scaled).unwrap_or(most).max(1)
    };
    (fit(width), fit(height))
}

/// An address under which a picture can be shown until it is let go.
pub fn preview(bytes: &ArrayBuffer) -> Option<String> {
    let blob = Blob::new_with_buffer_source_sequence(&js_sys::Array::of1(bytes)).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_keeps_its_shape_and_grows_never() {
        assert_eq!(fitted(4_000, 3_000, LONG_SIDE), (1_600, 1_200));
        assert_eq!(fitted(3_000, 4_000, LONG_SIDE), (1_200, 1_600));
        assert_eq!(fitted(800, 600, LONG_SIDE), (800, 600));
        assert_eq!(fitted(100_000, 1, LONG_SIDE), (1_600, 1));
        assert_eq!(fitted(1_600, 1_200, SMALL_SIDE), (400, 300));
    }

    #[test]
    fn a_photo_encoded_anew_is_called_so() {
        assert_eq!(jpeg_name("IMG_1.HEIC"), "IMG_1.jpg");
        assert_eq!(jpeg_name("a.b.png"), "a.b.jpg");
        assert_eq!(jpeg_name(".png"), "foto.jpg");
        assert!(jpeg_name(&"x".repeat(300)).len() <= 150);
    }
}
