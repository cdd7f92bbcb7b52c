//! Rules of Google's API improvement proposals, as api-linter checks them: names, fields and annotations of APIs that
//! work on resources. A folder for each AIP. What its rules share is here: words, kinds of methods, resources, and
//! checks. Off unless selected.

#[path = "0121/mod.rs"]
pub mod aip_0121;
#[path = "0122/mod.rs"]
pub mod aip_0122;
#[path = "0123/mod.rs"]
pub mod aip_0123;
#[path = "0124/mod.rs"]
pub mod aip_0124;
#[path = "0126/mod.rs"]
pub mod aip_0126;
#[path = "0127/mod.rs"]
pub mod aip_0127;
#[path = "0128/mod.rs"]
pub mod aip_0128;
#[path = "0131/mod.rs"]
pub mod aip_0131;
#[path = "0132/mod.rs"]
pub mod aip_0132;
#[path = "0133/mod.rs"]
pub mod aip_0133;
#[path = "0134/mod.rs"]
pub mod aip_0134;
#[path = "0135/mod.rs"]
pub mod aip_0135;
#[path = "0136/mod.rs"]
pub mod aip_0136;
#[path = "0140/mod.rs"]
pub mod aip_0140;
#[path = "0141/mod.rs"]
pub mod aip_0141;
#[path = "0142/mod.rs"]
pub mod aip_0142;
#[path = "0143/mod.rs"]
pub mod aip_0143;
#[path = "0144/mod.rs"]
pub mod aip_0144;
#[path = "0146/mod.rs"]
pub mod aip_0146;
#[path = "0148/mod.rs"]
pub mod aip_0148;
#[path = "0151/mod.rs"]
pub mod aip_0151;
#[path = "0152/mod.rs"]
pub mod aip_0152;
#[path = "0154/mod.rs"]
pub mod aip_0154;
#[path = "0155/mod.rs"]
pub mod aip_0155;
#[path = "0156/mod.rs"]
pub mod aip_0156;
#[path = "0157/mod.rs"]
pub mod aip_0157;
#[path = "0158/mod.rs"]
pub mod aip_0158;
#[path = "0159/mod.rs"]
pub mod aip_0159;
#[path = "0160/mod.rs"]
pub mod aip_0160;
#[path = "0162/mod.rs"]
pub mod aip_0162;
#[path = "0163/mod.rs"]
pub mod aip_0163;
#[path = "0164/mod.rs"]
pub mod aip_0164;
#[path = "0165/mod.rs"]
pub mod aip_0165;
#[path = "0190/mod.rs"]
pub mod aip_0190;
#[path = "0191/mod.rs"]
pub mod aip_0191;
#[path = "0192/mod.rs"]
pub mod aip_0192;
#[path = "0202/mod.rs"]
pub mod aip_0202;
#[path = "0203/mod.rs"]
pub mod aip_0203;
#[path = "0214/mod.rs"]
pub mod aip_0214;
#[path = "0215/mod.rs"]
pub mod aip_0215;
#[path = "0216/mod.rs"]
pub mod aip_0216;
#[path = "0217/mod.rs"]
pub mod aip_0217;
#[path = "0231/mod.rs"]
pub mod aip_0231;
#[path = "0233/mod.rs"]
pub mod aip_0233;
#[path = "0234/mod.rs"]
pub mod aip_0234;
#[path = "0235/mod.rs"]
pub mod aip_0235;
#[path = "4232/mod.rs"]
pub mod aip_4232;
mod checks;
mod comments;
mod declarative;
mod element;
mod facts;
mod fixes;
mod kinds;
mod lookup;
mod places;
mod resources;
mod row;
mod trademarks;
mod uri;
mod visit;
mod words;

pub(crate) use row::row;
pub use {facts::Facts, visit::Visit};
