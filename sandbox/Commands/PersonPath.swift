/// The path of what a person does or has.
func personPath(_ name: String, _ what: String? = nil) -> String {
  "/control/people/" + PercentEncoding.encode(name) + (what.map { "/\($0)" } ?? "")
}
