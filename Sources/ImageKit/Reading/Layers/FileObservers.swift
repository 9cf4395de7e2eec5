/// What is learned of each file's contents while a layer streams by, beside what is kept of them.
struct FileObservers {
    private(set) var identities: ContentIdentities?
    private(set) var secrets: SecretScanner?
    private(set) var hashes: [FileHashes]

    init(identity: ContentIdentity, hashes: Set<FileHash>, scansSecrets: Bool) {
        identities = identity == .none ? nil : ContentIdentities(withDigests: identity == .digest)
        secrets = scansSecrets ? SecretScanner() : nil
        self.hashes = hashes.map { FileHashes($0) }
    }

    /// Whether contents are of no interest.
    var isIdle: Bool { identities == nil && secrets == nil && hashes.isEmpty }

    /// An entry that is not a file.
    mutating func skip() {
        identities?.skip()
        for index in hashes.indices { hashes[index].skip() }
    }

    mutating func begin() {
        identities?.begin()
        for index in hashes.indices { hashes[index].begin() }
    }

    mutating func append(_ part: UnsafeRawBufferPointer) {
        unsafe identities?.append(part)
        unsafe secrets?.append(part)
        for index in hashes.indices { unsafe hashes[index].append(part) }
    }

    /// The checksum of the file and the secrets in it.
    mutating func finish() -> (checksum: UInt32?, secrets: [SecretMatch]) {
        for index in hashes.indices { hashes[index].finish() }
        return (identities?.finish(), secrets?.finish() ?? [])
    }
}
