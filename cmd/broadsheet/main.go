// Command broadsheet runs an online daily newspaper. See "broadsheet --help".
package main

import (
	"os"

	"broadsheet/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr))
}
