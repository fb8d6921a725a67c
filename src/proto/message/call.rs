//! Calls: a client asks a service for something, and which services there are (`PROTOCOL.md`,
//! "Calls").
//!
//! What is called, and with what, is borrowed from the message: a call is copied once, into the
//! queue of its service.

use super::field::Field;
use super::{Message, Text, message, record};
use crate::proto::coding::{DecodeError, Reader, Writer};
use crate::proto::header::Frame;
use crate::proto::kind::Kind;
use crate::proto::limits::{MAX_DESCRIPTION, MAX_REASON, MAX_SERVICE_NAME, MAX_TYPE};

message! {
    /// Asks a service for something. The correlation is the call's number.
    Call<'a> = CALL {
        /// The service.
        service: &'a str,
        /// Its method.
        method: &'a str,
        /// The hash of what the caller takes for the method's schema; 0 for none.
        schema: u64,
        /// How many milliseconds it may take; 0 for as many as the server usually gives.
        deadline: u32,
        /// The parameters: an encoded record.
        value: &'a [u8],
    }
}

message! {
    /// What came of a call.
    CallResult<'a> = RESULT {
        /// An encoded value.
        value: &'a [u8],
    }
}

message! {
    /// The service could not do it, for a reason of its own.
    Failed<'a> = FAILED {
        /// For a program: the service's own number.
        code: u32,
        /// For a program: the service's own name for it.
        name: Text<MAX_SERVICE_NAME>,
        /// For a person.
        text: Text<MAX_REASON>,
        /// More about it: an encoded value, often null.
        value: &'a [u8],
    }
}

message! {
    /// The result of a call is wanted no longer. Answered by nothing of its own.
    CancelCall = CANCEL_CALL {
        /// The call's number.
        call: u32,
    }
}

message! {
    /// Which services are there?
    ListServices = LIST_SERVICES {
        /// Those after this name; empty for the first page.
        after: Text<MAX_SERVICE_NAME>,
    }
}

message! {
    /// A page of services, by name.
    Services = SERVICES {
        /// Whether more follow the last one.
        more: bool,
        /// The services.
        services: Vec<ServiceInfo>,
    }
}

record! {
    /// A service, as a list shows it.
    ServiceInfo {
        /// How it is called.
        name: Text<MAX_SERVICE_NAME>,
        /// What it does, for a person.
        description: Text<MAX_DESCRIPTION>,
        /// What it can be asked for.
        methods: Vec<MethodInfo>,
    }
}

record! {
    /// A method of a service.
    MethodInfo {
        /// How it is called.
        name: Text<MAX_SERVICE_NAME>,
        /// What it does, for a person.
        description: Text<MAX_DESCRIPTION>,
        /// The hash of its schema.
        schema: u64,
        /// The type of its parameters, a record.
        params: Text<MAX_TYPE>,
        /// The type of its result.
        result: Text<MAX_TYPE>,
    }
}
