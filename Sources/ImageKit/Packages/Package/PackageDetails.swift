/// What an ecosystem knows of a package beyond what all kinds have.
///
/// What the rest of the library asks for stands here, with answers that fit most kinds.
public protocol PackageDetails: Hashable, Sendable {
    /// The name in the form in which the package manager compares names; nil where that is the name itself.
    var comparedName: String? { get }

    /// The place it is installed in, where an image has several, escaped for display: the root of a virtual environment.
    ///
    /// Nil for kinds that an image has one place for.
    var place: String? { get }

    /// The source package it was built from, with its version; nil for kinds that have none.
    var source: (name: String, version: String)? { get }

    /// The state as its package manager names it; nil where there is only one.
    var installationState: String? { get }

    /// Whether it is software of the image's makers: installed from a folder or a repository of sources, not from an index.
    var isLocal: Bool { get }

    /// What a person should know of it at a glance, in a few words each, for example `editable`.
    var notes: [String] { get }
}

extension PackageDetails {
    /// The name itself.
    public var comparedName: String? { nil }
    /// There is one place.
    public var place: String? { nil }
    /// There is none.
    public var source: (name: String, version: String)? { nil }
    /// There is only one.
    public var installationState: String? { nil }
    /// It is not.
    public var isLocal: Bool { false }
    /// Nothing.
    public var notes: [String] { [] }
}
