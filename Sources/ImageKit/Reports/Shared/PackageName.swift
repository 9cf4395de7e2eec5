import ImagePackages

/// A package by what tells it from all others.
struct PackageName: Encodable {
    let name: String
    let version: String
    let type: String
    let architecture: String?
    let environment: String?
    let size: Int64

    init(_ package: Package) {
        name = package.name
        version = package.version
        type = package.kind.rawValue
        architecture = package.architecture
        environment = package.python?.environment
        size = package.size
    }
}
