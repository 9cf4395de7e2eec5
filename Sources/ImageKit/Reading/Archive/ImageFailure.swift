/// An image that an archive names and that can't be read.
struct ImageFailure: Sendable {
    /// Its name; nil for an untagged one.
    let reference: String?
    /// The digest that the archive names it by, where there is one.
    let digest: Digest?
    /// What is wrong.
    let error: ImageError

    /// How it is called in remarks.
    var label: String { reference ?? digest?.description ?? "an untagged image" }
}
