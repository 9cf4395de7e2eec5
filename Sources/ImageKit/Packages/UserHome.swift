/// The home folder of the user that an image's configuration names.
struct UserHome {
    static let passwordFile: BytePath = "etc/passwd"

    let tree: FileTree
    let configuration: ImageConfiguration

    /// The folder; nil where the user is not known.
    var path: BytePath? {
        let home = configuration.variable("HOME")
        if home.first == UInt8(ascii: "/") { return BytePath(home) }
        let user = (configuration.config?.user ?? "").utf8.prefix { $0 != UInt8(ascii: ":") }
        if let entry = accounts.first(where: { $0.name.elementsEqual(user) || $0.number.elementsEqual(user) }) {
            return BytePath(entry.home)
        }
        return user.isEmpty || user.elementsEqual("root".utf8) || user.elementsEqual("0".utf8) ? "root" : nil
    }

    private var accounts: [(name: ArraySlice<UInt8>, number: ArraySlice<UInt8>, home: ArraySlice<UInt8>)] {
        guard let file = tree.lookup(UserHome.passwordFile), let contents = tree.contents(of: file) else { return [] }
        return contents.lines.compactMap { line in
            let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            return fields.count < 7 ? nil : (fields[0], fields[2], fields[5])
        }
    }
}
