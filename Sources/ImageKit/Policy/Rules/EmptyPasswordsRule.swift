import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Nobody can log in without a password.
struct EmptyPasswordsRule: Rule {
    static let documentation = RuleDocumentation(
        id: "no-empty-passwords",
        title: "No empty passwords",
        reason:
            "An account with an empty password is open to su, and to every login service that comes into the container.",
        method: """
            /etc/passwd and /etc/shadow: an account whose password field is empty, in the file that counts for it (passwd(5), \
            shadow(5)). *, ! and x without a line in shadow are locked.
            """,
        limits: "Login shells and PAM settings, which may refuse empty passwords, are not looked at.",
        remedy: "RUN passwd -l USER",
        references: ["Dockle DKL-LI-0001"])

    init(_ parameters: RuleParameters) throws {}

    func captureMode(for path: BytePath) -> CaptureMode? { Accounts.captureMode(for: path) }

    func judge(_ input: RuleInput) -> Judgement {
        let accounts = input.accounts
        var offences = accounts.users.compactMap { user -> Evidence? in
            if user.password.isEmpty {
                return Evidence(.file, "/etc/passwd: \(user.name)", "the password field is empty")
            }
            guard user.password == "x", accounts.passwords[user.name]?.isEmpty ?? false else { return nil }
            return Evidence(.file, "/etc/shadow: \(user.name)", "the password field is empty")
        }
        let known = Set(accounts.users.map(\.name))
        for (name, password) in accounts.passwords.sorted(by: { $0.key < $1.key })
        where password.isEmpty && !known.contains(name) {
            offences.append(Evidence(.file, "/etc/shadow: \(name)", "the password field is empty; no such user yet"))
        }
        return .offences(
            offences, "account with an empty password", plural: "accounts with empty passwords",
            none: accounts.isKnown ? "no account has an empty password" : "the image has no accounts")
    }
}
