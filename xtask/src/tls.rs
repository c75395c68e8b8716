//! A certificate for trying the app on a phone in the same network: signed by an authority of this machine, which the
//! phone is told to trust once. Without a trusted certificate a browser gives a page no service worker.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::install::which;
use crate::paths;
use crate::step::{Doing, Failure, Outcome, quietly, step};

/// Files of a certificate.
pub struct Certificate {
    /// To be trusted by the phone.
    pub authority: PathBuf,
    /// The server's.
    pub server: PathBuf,
    /// The server's secret.
    pub key: PathBuf,
}

const MEND: &str = "see the lines above; the package `openssl` must be installed";

/// A certificate for this address; the authority is made once a machine and clone.
pub fn certificate(address: &str) -> Outcome<Certificate> {
    if which("openssl").is_none() {
        return Err(Failure::new(
            "there is no `openssl` to make a certificate with",
            "sudo apt-get install openssl",
        ));
    }
    let folder = paths::root().join(".wrangler/tls");
    fs::create_dir_all(&folder).doing("make .wrangler/tls")?;
    let file = |name: &str| folder.join(name);
    let made = Certificate {
        authority: file("klisida-local-ca.crt"),
        server: file("server.crt"),
        key: file("server.key"),
    };
    step(&format!("certificate for {address}"), || {
        let ca_key = file("ca.key");
        if !made.authority.is_file() {
            let mut command = Command::new("openssl");
            command
                .args([
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-days",
                    "365",
                ])
                .args([
                    "-subj",
                    "/CN=KLISIDA local",
                    "-addext",
                    "keyUsage=critical,keyCertSign,cRLSign",
                    "-keyout",
                ])
                .arg(&ca_key)
                .arg("-out")
                .arg(&made.authority);
            quietly("openssl authority", &mut command, MEND)?;
        }
        let request = file("server.csr");
        let mut command = Command::new("openssl");
        command
            .args([
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=KLISIDA",
                "-keyout",
            ])
            .arg(&made.key)
            .arg("-out")
            .arg(&request);
        quietly("openssl request", &mut command, MEND)?;
        let extensions = file("server.ext");
        fs::write(&extensions, format!("subjectAltName=IP:{address},IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n"))
            .doing("write .wrangler/tls")?;
        let mut command = Command::new("openssl");
        command
            .args(["x509", "-req", "-days", "90", "-CAcreateserial", "-in"])
            .arg(&request);
        command
            .arg("-CA")
            .arg(&made.authority)
            .arg("-CAkey")
            .arg(&ca_key)
            .arg("-extfile")
            .arg(&extensions)
            .arg("-out")
            .arg(&made.server);
        quietly("openssl certificate", &mut command, MEND).map(drop)
    })?;
    Ok(made)
}
