/// A part of the library at which libFuzzer throws inputs.
///
/// An ``ImageError`` is a fine answer to any input. Every other error, a trap, and a property that does not hold are not.
protocol FuzzTarget: SendableMetatype {
    static func run(_ input: FuzzInput) throws
}

/// The targets by the names that the environment variable FUZZ_TARGET takes.
let targets: [String: any FuzzTarget.Type] = [
    "advisories": AdvisoryTarget.self,
    "apt": AptTarget.self,
    "attestations": AttestationTarget.self,
    "conversion": ConversionTarget.self,
    "dependencies": DependencyTarget.self,
    "documents": DocumentTarget.self,
    "dpkg": DebianTarget.self,
    "filter": FilterTarget.self,
    "gzip": GzipTarget.self,
    "history": HistoryTarget.self,
    "image": ImageTarget.self,
    "licenses": LicenseTarget.self,
    "linkage": LinkageTarget.self,
    "manifest": ManifestTarget.self,
    "policies": PolicyTarget.self,
    "python": PythonTarget.self,
    "secrets": SecretTarget.self,
    "statements": StatementTarget.self,
    "tar": TarTarget.self,
    "versions": VersionTarget.self,
    "zstd": ZstdTarget.self,
]
