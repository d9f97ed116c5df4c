// Ringside is a ringside seat at a Dynamo-style cluster: it runs a whole cluster
// inside itself, in virtual time, and shows it in the terminal while you drive it.
package main

import (
	"os"

	"ringside/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], cli.System()))
}
