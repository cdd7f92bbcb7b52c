//! Messages of gRPC server reflection, as far as they are used. v1 and v1alpha have the same ones.

#[derive(prost::Message)]
pub(super) struct Request {
    #[prost(string, optional, tag = "3")]
    pub(super) file_by_filename: Option<String>,
    #[prost(string, optional, tag = "4")]
    pub(super) file_containing_symbol: Option<String>,
    #[prost(string, optional, tag = "7")]
    pub(super) list_services: Option<String>,
}

#[derive(prost::Message)]
pub(super) struct Response {
    #[prost(message, optional, tag = "4")]
    pub(super) files: Option<Files>,
    #[prost(message, optional, tag = "6")]
    pub(super) services: Option<Services>,
    #[prost(message, optional, tag = "7")]
    pub(super) error: Option<Refusal>,
}

#[derive(prost::Message)]
pub(super) struct Files {
    #[prost(bytes = "vec", repeated, tag = "1")]
    pub(super) descriptors: Vec<Vec<u8>>,
}

#[derive(prost::Message)]
pub(super) struct Services {
    #[prost(message, repeated, tag = "1")]
    pub(super) services: Vec<Service>,
}

#[derive(prost::Message)]
pub(super) struct Service {
    #[prost(string, tag = "1")]
    pub(super) name: String,
}

#[derive(prost::Message)]
pub(super) struct Refusal {
    #[prost(int32, tag = "1")]
    pub(super) code: i32,
    #[prost(string, tag = "2")]
    pub(super) message: String,
}
