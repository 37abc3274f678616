#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The processors that the machine has on line; 1 when it does not say.
let processorsOnLine = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
