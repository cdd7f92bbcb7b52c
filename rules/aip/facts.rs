//! Facts about a file that the rules of the wing share, each found at most once. Judges nothing.

use super::comments::Commented;
use super::element::Element;
use super::kinds::{self, Kind, Kinds};
use super::lookup::Scope;
use super::resources::Resource;
use super::uri::Route;
use crate::google::client::{self, MethodSignature};
use crate::google::http;
use crate::google::operation::{self, OperationInfo};
use protune_compiler::schema::{FileView, Global, MessageId, MessageView, MethodView};
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

/// A file, with its methods and messages.
#[derive(Debug)]
pub struct Facts<'s> {
    pub(crate) file: FileView<'s>,
    pub(crate) rpcs: Vec<Rpc<'s>>,
    messages: OnceCell<Vec<Message<'s>>>,
    comments: OnceCell<Vec<Commented<'s>>>,
    scope: OnceCell<Scope<'s>>,
    resources: RefCell<FxHashMap<Global<MessageId>, Option<Rc<Resource<'s>>>>>,
    uses: OnceCell<FxHashMap<Global<MessageId>, usize>>,
}

/// A message that somebody wrote.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Message<'s> {
    pub(crate) view: MessageView<'s>,
    /// Kinds of methods whose request and whose response it is, by its name.
    pub(crate) requests: Kinds,
    pub(crate) responses: Kinds,
}

/// An RPC.
#[derive(Debug)]
pub(crate) struct Rpc<'s> {
    pub(crate) view: MethodView<'s>,
    pub(crate) input: Option<MessageView<'s>>,
    pub(crate) output: Option<MessageView<'s>>,
    kinds: Kinds,
    routes: OnceCell<Vec<Route<'s>>>,
    info: OnceCell<Option<OperationInfo<'s>>>,
    signatures: OnceCell<Vec<MethodSignature<'s>>>,
}

impl<'s> Facts<'s> {
    pub(crate) fn new(file: FileView<'s>) -> Facts<'s> {
        Facts {
            file,
            rpcs: file.methods().map(Rpc::new).collect(),
            messages: OnceCell::new(),
            comments: OnceCell::new(),
            scope: OnceCell::new(),
            resources: RefCell::default(),
            uses: OnceCell::new(),
        }
    }

    /// Messages in text order, outer ones first, without map entries.
    pub(crate) fn messages(&self) -> &[Message<'s>] {
        self.messages.get_or_init(|| {
            let written = self.file.messages().filter(|message| !message.is_map_entry());
            let message = |view| Message {
                view,
                requests: kinds::of_request(view),
                responses: kinds::of_response(view),
            };
            written.map(message).collect()
        })
    }

    /// All elements of the file: services, methods, messages, fields, enums and their values.
    pub(crate) fn elements(&self) -> impl Iterator<Item = Element<'s>> {
        let file = self.file;
        let services = file.services().map(Element::Service).chain(file.methods().map(Element::Method));
        let messages = self.messages().iter().map(|message| Element::Message(message.view));
        let fields = self.messages().iter().flat_map(|message| message.view.fields()).map(Element::Field);
        let enums = file.enums().map(Element::Enum);
        let values = file.enums().flat_map(|it| it.values()).map(Element::Value);
        services.chain(messages).chain(fields).chain(enums).chain(values)
    }

    /// All elements of the file with their comments.
    pub(crate) fn comments(&self) -> &[Commented<'s>] {
        self.comments.get_or_init(|| self.elements().filter_map(Commented::new).collect())
    }

    /// Files that the file sees, and what can be found in them by name.
    pub(crate) fn scope(&self) -> &Scope<'s> {
        self.scope.get_or_init(|| Scope::new(self.file))
    }

    /// Annotation of a message, if it has one.
    pub(crate) fn annotation(&self, message: MessageView<'s>) -> Option<Rc<Resource<'s>>> {
        let mut known = self.resources.borrow_mut();
        known.entry(message.global()).or_insert_with(|| Resource::of(message).map(Rc::new)).clone()
    }

    /// Resource of a message: its annotation, if that names a type.
    pub(crate) fn resource(&self, message: MessageView<'s>) -> Option<Rc<Resource<'s>>> {
        self.annotation(message).filter(|resource| !resource.ty().is_empty())
    }

    /// Message that a method finally returns: the result of the operation, if it returns one. `None` if that is not
    /// known.
    pub(crate) fn response(&self, rpc: &Rpc<'s>) -> Option<MessageView<'s>> {
        if !rpc.is_lro() {
            return rpc.output;
        }
        self.find_message(rpc.info()?.response_type?.text)
    }

    /// Number of times that methods of the file take or return a message.
    pub(crate) fn uses(&self, message: MessageView<'s>) -> usize {
        let uses = self.uses.get_or_init(|| {
            let mut uses = FxHashMap::default();
            for message in self.rpcs.iter().flat_map(|rpc| [rpc.input, rpc.output]).flatten() {
                *uses.entry(message.global()).or_default() += 1;
            }
            uses
        });
        uses.get(&message.global()).copied().unwrap_or(0)
    }

    pub(crate) fn find_message(&self, name: &str) -> Option<MessageView<'s>> {
        self.scope().message(self.file.package(), name)
    }
}

impl<'s> Rpc<'s> {
    pub(crate) fn new(view: MethodView<'s>) -> Rpc<'s> {
        let kinds = kinds::of_method(view.name());
        let (routes, info, signatures) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        let mut rpc =
            Rpc { view, input: view.input(), output: view.output(), kinds, routes, info, signatures };
        if kinds::may_list_revisions(&rpc)
            && (!rpc.has_http()
                || rpc.routes().first().is_some_and(|it| it.plain.ends_with(":listRevisions")))
        {
            rpc.kinds = kinds.without_list();
        }
        rpc
    }

    pub(crate) fn name(&self) -> &'s str {
        self.view.name()
    }

    pub(crate) fn is(&self, kind: Kind) -> bool {
        self.kinds.has(kind)
    }

    /// Bindings that have a path: that of the option, then the additional ones.
    pub(crate) fn routes(&self) -> &[Route<'s>] {
        self.routes.get_or_init(|| http::all_bindings(self.view).into_iter().filter_map(Route::of).collect())
    }

    /// Returns whether the method has the HTTP option, with or without a path.
    pub(crate) fn has_http(&self) -> bool {
        self.view.custom_option(http::EXTENSION).next().is_some()
    }

    pub(crate) fn info(&self) -> Option<OperationInfo<'s>> {
        *self.info.get_or_init(|| operation::of(self.view))
    }

    pub(crate) fn signatures(&self) -> &[MethodSignature<'s>] {
        self.signatures.get_or_init(|| client::method_signatures(self.view).collect())
    }

    /// Returns whether the method starts a long-running operation.
    pub(crate) fn is_lro(&self) -> bool {
        self.output.is_some_and(|output| output.full_name() == operation::OPERATION)
    }

    /// `response_type` as it is written; empty if there is none.
    pub(crate) fn response_type(&self) -> &'s str {
        self.info().and_then(|info| info.response_type).map_or("", |text| text.text)
    }
}
