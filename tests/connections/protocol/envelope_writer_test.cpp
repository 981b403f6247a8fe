// in process
