//! Typed calls: `service!` writes both sides of a service from its methods.

/// Declares a service: a module with the trait to implement, what plugs it into a server, and a typed
/// client.
///
/// ```
/// use salon::client::{Client, Link, Options};
/// use salon::net::{Config, Server};
/// use salon::services::{Call, Fault, Services};
///
/// salon::service! {
///     /// Greets people.
///     pub mod greeter = "greeter" {
///         /// Says hello, so many times.
///         fn greet(name: String, times: u32) -> Vec<String>;
///     }
/// }
///
/// struct Polite;
///
/// impl greeter::Methods for Polite {
///     fn greet(&self, _: &Call<'_>, name: String, times: u32) -> Result<Vec<String>, Fault> {
///         Ok((0..times).map(|_| format!("Hello, {name}!")).collect())
///     }
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let services = Services::default().with(greeter::Serve(Polite));
/// let listen = ([127, 0, 0, 1], 0).into();
/// let server = Server::start(Config { listen, services, ..Config::default() })?;
///
/// let link = Link::new("127.0.0.1", server.local_addr().port());
/// let client = Client::connect(&link, Options::new("Ada"))?;
/// let greeter = greeter::Client::new(&client);
/// assert_eq!(greeter.greet("Ada".into(), 2)?.len(), 2);
/// let pending = greeter.later().greet("Bob".into(), 1)?; // goes on meanwhile
/// assert_eq!(pending.wait()?, ["Hello, Bob!"]);
/// # Ok(()) }
/// ```
///
/// - `Methods` is the trait: each method gets the [`Call`](crate::services::Call) and its parameters.
/// - `Serve` makes a [`Service`](crate::services::Service) of whatever implements it.
/// - `Client` calls and waits, `Later` calls and gives a [`PendingCall`](crate::client::PendingCall).
///   Both send the hash of the method's schema, so that a server which means something else says so.
///
/// Parameters and results are [`Typed`](crate::proto::value::Typed): integers, `f64`, `bool`, `String`,
/// `Vec`, `Option`, structs that [`value!`](crate::value) declares, and
/// [`Graph`](crate::proto::value::Graph) for anything. The module sees what stands beside it.
#[macro_export]
macro_rules! service {
    ($(#[doc = $about:literal])* $vis:vis mod $module:ident = $name:literal {
        $($(#[doc = $mabout:literal])*
        fn $method:ident($($param:ident: $ty:ty),* $(,)?) $(-> $result:ty)?;)*
    }) => {
        $(#[doc = $about])*
        $vis mod $module {
            #[allow(unused_imports)] // what the types of the methods are
            use super::*;
            use $crate::proto::value::Typed as _;

            /// What the service is called.
            pub const NAME: &str = $name;

            /// What the service does.
            pub trait Methods: Send + Sync + 'static {
                /// Called once, before the first call.
                fn started(&self, _host: $crate::services::Host) {}

                $($(#[doc = $mabout])*
                ///
                /// # Errors
                /// The service's own.
                fn $method(
                    &self,
                    call: &$crate::services::Call<'_>,
                    $($param: $ty,)*
                ) -> ::std::result::Result<$crate::service!(@result $($result)?), $crate::services::Fault>;)*
            }

            /// Plugs it into a server.
            pub struct Serve<T>(pub T);

            impl<T: Methods> $crate::services::Service for Serve<T> {
                fn describe(&self) -> $crate::services::Description {
                    $crate::services::Description {
                        name: NAME.to_owned(),
                        about: concat!($($about),*).trim().to_owned(),
                        methods: vec![$($crate::services::Method {
                            name: stringify!($method).to_owned(),
                            about: concat!($($mabout),*).trim().to_owned(),
                            params: $crate::service!(@params $($param: $ty),*),
                            result: <$crate::service!(@result $($result)?)>::ty(),
                        }),*],
                    }
                }

                fn started(&self, host: $crate::services::Host) {
                    self.0.started(host);
                }

                fn call(
                    &self,
                    call: &$crate::services::Call<'_>,
                ) -> ::std::result::Result<$crate::proto::value::Graph, $crate::services::Fault> {
                    let _fields = call.fields()?;
                    let _reading = $crate::proto::value::Reading::of(call.params());
                    $(if call.method() == stringify!($method) {
                        let result = self.0.$method(
                            call,
                            $($crate::proto::value::Misfit::field(
                                &_reading, _fields, stringify!($param))?,)*
                        )?;
                        return Ok(result.to_graph());
                    })*
                    Err($crate::services::Fault::NoSuchMethod)
                }
            }

            /// Calls it, and waits for each result.
            #[derive(Clone, Copy)]
            pub struct Client<'a>(Later<'a>);

            /// Calls it, and doesn't wait.
            #[derive(Clone, Copy)]
            pub struct Later<'a> {
                client: &'a $crate::client::Client,
                deadline: ::std::option::Option<::std::time::Duration>,
            }

            impl<'a> Client<'a> {
                /// Through `client`, for its request timeout at most each time.
                pub fn new(client: &'a $crate::client::Client) -> Self {
                    Self(Later { client, deadline: None })
                }

                /// Every call may take so long.
                #[must_use]
                pub fn with_deadline(self, deadline: ::std::time::Duration) -> Self {
                    Self(Later { deadline: Some(deadline), ..self.0 })
                }

                /// The same without waiting.
                pub fn later(&self) -> Later<'a> {
                    self.0
                }

                $($(#[doc = $mabout])*
                ///
                /// # Errors
                /// See [`CallError`]($crate::client::CallError).
                pub fn $method(
                    &self,
                    $($param: $ty,)*
                ) -> ::std::result::Result<
                    $crate::service!(@result $($result)?),
                    $crate::client::CallError,
                > {
                    self.0.$method($($param),*)?.wait()
                })*
            }

            impl Later<'_> {
                $($(#[doc = $mabout])*
                ///
                /// # Errors
                /// The parameters are too large, or there is no connection.
                pub fn $method(
                    &self,
                    $($param: $ty,)*
                ) -> ::std::result::Result<
                    $crate::client::PendingCall<$crate::service!(@result $($result)?)>,
                    $crate::client::CallError,
                > {
                    #[allow(unused_mut)] // without parameters nothing is added
                    let mut params = $crate::proto::value::Graph::default();
                    let fields = vec![
                        $((stringify!($param).to_owned(), $param.put(&mut params))),*
                    ];
                    params.root = params.add($crate::proto::value::Object::Record(fields)).into();
                    let types = $crate::service!(@params $($param: $ty),*).to_string();
                    let schema = $crate::client::Schema::of::<
                        $crate::service!(@result $($result)?)>(types);
                    self.client.begin_call(&$crate::client::CallRequest {
                        service: NAME,
                        method: stringify!($method),
                        params,
                        schema: Some(schema),
                        deadline: self.deadline,
                    })
                })*
            }
        }
    };
    (@result) => { () };
    (@result $result:ty) => { $result };
    (@params $($param:ident: $ty:ty),*) => {
        $crate::proto::value::schema::Type::Record(vec![
            $((stringify!($param).to_owned(), <$ty as $crate::proto::value::Typed>::ty())),*
        ])
    };
}
