/// What is learned of each file's contents while a layer streams by, beside what is kept of them.
struct FileObservers {
    private(set) var identities: ContentIdentities?
    private(set) var secrets: SecretScanner?

    init(identity: ContentIdentity, scansSecrets: Bool) {
        identities = identity == .none ? nil : ContentIdentities(identity)
        secrets = scansSecrets ? SecretScanner() : nil
    }

    /// Whether nobody wants to see contents.
    var isIdle: Bool { identities == nil && secrets == nil }

    /// An entry that is no file.
    mutating func skip() { identities?.skip() }

    mutating func begin() { identities?.begin() }

    mutating func append(_ part: UnsafeRawBufferPointer) {
        unsafe identities?.append(part)
        unsafe secrets?.append(part)
    }

    /// The checksum of the file and the secrets in it.
    mutating func finish() -> (checksum: UInt32?, secrets: [SecretMatch]) {
        (identities?.finish(), secrets?.finish() ?? [])
    }
}
