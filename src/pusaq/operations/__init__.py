"""What those who run the installation see and mend: works, deliveries, loads of data, state."""
