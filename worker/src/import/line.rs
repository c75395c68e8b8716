//! Rows as the database reads them from one JSON parameter.

use serde::Serialize;

use klisida_domain::{
    agency::{Agency, AgencyCode},
    ids::InnovationId,
    import::InnovationRow,
    innovation::{Carrier, Innovation},
    law::Kind,
    text,
};

/// A new innovation with the address it gets.
pub struct NewInnovation {
    /// The row of the file.
    pub row: InnovationRow,
    /// Its slug, free in the catalogue and in the file.
    pub slug: String,
    /// The agency of the regency that it was matched to.
    pub code: Option<AgencyCode>,
}

/// An innovation as the database reads it.
#[derive(Serialize)]
pub struct Line<'a> {
    id: InnovationId,
    slug: &'a str,
    key: String,
    name: &'a str,
    agency: &'a str,
    code: Option<&'a AgencyCode>,
    region: &'a str,
    province: &'a str,
    from: Option<u16>,
    to: Option<u16>,
    kind: Option<&'static str>,
    carrier: &'static str,
    replication: u8,
    origin: Option<&'a str>,
    unverified: u8,
    search: String,
    sort: String,
}

/// An agency as the database reads it.
#[derive(Serialize)]
pub struct AgencyLine<'a> {
    code: &'a AgencyCode,
    name: &'a str,
    sort: &'a str,
    parent: Option<&'a AgencyCode>,
    obligation: &'static str,
}

impl<'a> AgencyLine<'a> {
    /// From an agency of a file.
    pub fn of(agency: &'a Agency) -> Self {
        Self {
            code: &agency.code,
            name: &agency.name,
            sort: &agency.sort,
            parent: agency.parent.as_ref(),
            obligation: agency.obligation.code(),
        }
    }
}

impl<'a> Line<'a> {
    /// From a row of a file, with the id it gets.
    pub fn of(id: InnovationId, new: &'a NewInnovation) -> Self {
        let row = &new.row;
        let search = Innovation {
            id,
            slug: new.slug.clone(),
            name: row.name.clone(),
            agency: row.agency.clone(),
            agency_code: new.code.clone(),
            region: row.region.clone(),
            province: row.province.clone(),
            years: row.years,
            kind: row.kind,
            carrier: row.carrier,
            replicated_from: row.replicated_from.clone(),
            replication: row.replication,
            unverified: row.unverified,
            stage: None,
        }
        .search_text();
        Self {
            id,
            slug: &new.slug,
            key: row.key(),
            name: &row.name,
            agency: &row.agency,
            code: new.code.as_ref(),
            region: &row.region,
            province: &row.province,
            from: row.years.from,
            to: row.years.to,
            kind: row.kind.map(Kind::code),
            carrier: Carrier::code(row.carrier),
            replication: u8::from(row.replication),
            origin: row.replicated_from.as_deref(),
            unverified: u8::from(row.unverified),
            search,
            sort: text::fold(&row.name),
        }
    }
}
