package import ImageReading

/// The home folder of the user that an image's configuration names.
struct UserHome {
    let tree: FileTree
    let configuration: ImageConfiguration

    /// The folder; nil where the user is not known.
    var path: BytePath? {
        let home = configuration.variable("HOME")
        if home.first == UInt8(ascii: "/") { return BytePath(home) }
        let user = (configuration.config?.user ?? "").prefix { $0 != ":" }
        if let account = Accounts(of: tree).user(user.isEmpty ? "0" : user) { return BytePath(account.home.utf8) }
        return user.isEmpty || user == "root" || user == "0" ? "root" : nil
    }
}

extension ImageConfiguration {
    /// The value of an environment variable; empty where it is not set.
    package func variable(_ name: String) -> [UInt8] {
        let setting = config?.env?.last { $0.utf8.starts(with: (name + "=").utf8) }
        return Array((setting ?? "").utf8.dropFirst(name.utf8.count + 1))
    }
}
