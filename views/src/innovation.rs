//! innovation
