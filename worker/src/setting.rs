//! Settings of the clinic and of agencies, and the people of an agency.

use klisida_domain::{api, problem::Code, wire};

use crate::{ctx::Ctx, failure::Failure};

/// Settings of the clinic.
pub async fn clinic(
    _: &Ctx,
    _: api::ClinicSettingShow,
    _: wire::Empty,
) -> Result<wire::ClinicSettings, Failure> {
    Err(Code::NotFound.into())
}

/// Change the settings of the clinic.
pub async fn set_clinic(
    _: &Ctx,
    _: api::ClinicSettingSet,
    _: wire::ClinicSettings,
) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}

/// Settings of an agency.
pub async fn agency(
    _: &Ctx,
    _: api::AgencySettingShow,
    _: wire::Empty,
) -> Result<wire::AgencySettings, Failure> {
    Err(Code::NotFound.into())
}

/// Change the settings of an agency: its coordinator or head, and the clinic.
pub async fn set_agency(
    _: &Ctx,
    _: api::AgencySettingSet,
    _: wire::AgencySettings,
) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}

/// People of an agency, for its own side and for the clinic.
pub async fn people(
    _: &Ctx,
    _: api::AgencyPersonList,
    _: wire::Empty,
) -> Result<Vec<wire::AgencyPerson>, Failure> {
    Err(Code::NotFound.into())
}
