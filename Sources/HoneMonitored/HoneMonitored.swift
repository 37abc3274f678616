// HoneMonitored is `@Monitored`: functions that show up in the waterfall of the request that runs them. A module of its
// own, so that only apps that want the macro build swift-syntax.

@_exported import HoneMonitor

/// Times a function each time a request runs it, as a section of the request's trace; outside of a request it reads one
/// task-local value and does nothing else.
///
///     @Monitored func recommendations(for user: User) async throws -> [Chef] { … }
///     @Monitored("render") func page(_ rows: [Row]) -> String { … }
///
/// The section is named as the function with the types around it, `ChefList.load(page:)`, unless a name is given. It
/// ends when the function returns or throws.
@attached(body)
public macro Monitored(_ name: String? = nil) = #externalMacro(module: "HoneMacros", type: "MonitoredMacro")
