package cli

import "errors"

type doctorCommand struct {
	X string `arg:"" optional:"" toml:"-"`
}

// Run runs the command.
func (c *doctorCommand) Run(d *desktop) error { return errors.New("not yet") }
