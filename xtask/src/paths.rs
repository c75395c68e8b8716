//! Where things are: the clone, its build folders, and the cache that clones share.

use std::env;
use std::path::PathBuf;

/// The root of the clone.
pub fn root() -> PathBuf {
    let manifest = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest
        .parent()
        .map_or_else(|| PathBuf::from("."), PathBuf::from)
}

/// Tools that outlive a clone: `$XDG_CACHE_HOME/klisida`, by default `~/.cache/klisida`.
pub fn cache() -> PathBuf {
    let absolute = |name| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    absolute("XDG_CACHE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".cache")))
        .unwrap_or_else(env::temp_dir)
        .join("klisida")
}

/// The static files that are served.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The configuration of the Worker.
pub const CONFIG: &str = "wrangler.toml";

/// Full output of the steps, one file each.
pub fn logs() -> PathBuf {
    root().join("target/xtask")
}

/// Programs of the npm packages, `node` among them.
pub fn npm_bin() -> PathBuf {
    root().join("node_modules/.bin")
}

/// Local D1 and R2 of the server on this port: the default port has the plain name.
pub fn state(port: u16) -> PathBuf {
    let wrangler = root().join(".wrangler");
    if port == crate::args::DEFAULT_PORT {
        wrangler.join("state")
    } else {
        wrangler.join(format!("state-{port}"))
    }
}
