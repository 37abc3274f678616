// HoneMacros is the compiler's plugin behind Hone's macros. It runs while an app is compiled and is no part of it; the
// macros themselves are declared in modules of their own (HoneMonitored, HoneCached), so that who uses none builds no
// swift-syntax.

import SwiftCompilerPlugin
import SwiftSyntaxMacros

@main
struct HoneMacros: CompilerPlugin {
    let providingMacros: [any Macro.Type] = [MonitoredMacro.self, CachedMacro.self, CacheBustMacro.self]
}
